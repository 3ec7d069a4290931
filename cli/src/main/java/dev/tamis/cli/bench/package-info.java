/** How fast this machine trains: its peak, each product, the whole step. */
@NullMarked
package dev.tamis.cli.bench;

import org.jspecify.annotations.NullMarked;
