// SPDX-License-Identifier: Apache-2.0
/** The Zerobus service on gRPC. */
@NullMarked
package io.zerobus.local.grpc;

import org.jspecify.annotations.NullMarked;
