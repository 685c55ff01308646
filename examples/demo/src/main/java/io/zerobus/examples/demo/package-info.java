// SPDX-License-Identifier: Apache-2.0
/**
 * The driver of {@code ./demo}: starts application and local server, sends requests, audits the
 * table.
 */
@NullMarked
package io.zerobus.examples.demo;

import org.jspecify.annotations.NullMarked;
