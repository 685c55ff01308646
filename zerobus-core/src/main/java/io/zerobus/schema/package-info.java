// SPDX-License-Identifier: Apache-2.0

/**
 * Tables as Unity Catalog describes them, and the protobuf message that a record of such a table
 * is. Not public API: for the SDK and the command line tool.
 */
@NullMarked
package io.zerobus.schema;

import org.jspecify.annotations.NullMarked;
