// SPDX-License-Identifier: Apache-2.0
/** Tables, the document and its pictures, made of what was measured. */
@NullMarked
package io.zerobus.benchmarks.report;

import org.jspecify.annotations.NullMarked;
