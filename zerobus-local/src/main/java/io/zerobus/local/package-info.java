// SPDX-License-Identifier: Apache-2.0
/**
 * A local server that speaks the Zerobus Ingest protocol and lands records in Delta tables. {@link
 * io.zerobus.local.ZerobusLocal} starts it from tests; it uses the JDK only.
 */
@NullMarked
package io.zerobus.local;

import org.jspecify.annotations.NullMarked;
