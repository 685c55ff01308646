// SPDX-License-Identifier: Apache-2.0
/**
 * The far end of all benchmarks: a server in a process of its own, which counts and acknowledges
 * and does nothing else, so that the client is what is measured.
 */
@NullMarked
package io.zerobus.benchmarks.server;

import org.jspecify.annotations.NullMarked;
