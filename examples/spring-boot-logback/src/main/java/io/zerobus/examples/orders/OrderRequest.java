// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /orders}, as it came: nothing in it is checked yet. */
record OrderRequest(@Nullable String article, @Nullable Integer quantity) {}
