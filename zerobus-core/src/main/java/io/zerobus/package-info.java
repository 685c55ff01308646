// SPDX-License-Identifier: Apache-2.0

/**
 * The Zerobus Ingest SDK: streams of records into Databricks Delta tables, in pure Java.
 *
 * <p>Begin with {@link io.zerobus.ZerobusSdk}.
 */
@NullMarked
package io.zerobus;

import org.jspecify.annotations.NullMarked;
