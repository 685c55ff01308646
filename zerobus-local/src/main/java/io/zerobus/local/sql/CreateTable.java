// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import io.delta.kernel.types.StructType;
import io.zerobus.local.table.TableName;

/**
 * A CREATE TABLE statement.
 *
 * @param ifNotExists whether a table of that name is left as it is, whatever its columns
 */
public record CreateTable(TableName name, StructType schema, boolean ifNotExists) {}
