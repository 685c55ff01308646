// SPDX-License-Identifier: Apache-2.0
/** SQL text: CREATE TABLE statements, and queries over the tables of a data folder. */
@NullMarked
package io.zerobus.local.sql;

import org.jspecify.annotations.NullMarked;
