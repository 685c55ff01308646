// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

/**
 * The value of a map column: the key at each index belongs to the value there.
 *
 * @param keys each one once
 * @param values as many as keys
 */
// An array component is compared by identity: cells are not compared.
@SuppressWarnings("ArrayRecordComponent")
public record MapCell(Object[] keys, Object[] values) {}
