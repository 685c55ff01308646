// SPDX-License-Identifier: Apache-2.0
/** The tables of a data folder, and the way of a record from a stream into one of them. */
@NullMarked
package io.zerobus.local.table;

import org.jspecify.annotations.NullMarked;
