/** What an on-device learner needs and costs: memory over a long stream, a limit, a prediction. */
@NullMarked
package dev.tamis.benchmarks.device;

import org.jspecify.annotations.NullMarked;
