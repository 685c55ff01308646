// SPDX-License-Identifier: Apache-2.0
/** Token endpoint, table endpoint and web page. */
@NullMarked
package io.zerobus.local.http;

import org.jspecify.annotations.NullMarked;
