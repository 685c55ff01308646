// SPDX-License-Identifier: Apache-2.0
/** Records as the service reads them: checked against a table, turned into rows. */
@NullMarked
package io.zerobus.local.record;

import org.jspecify.annotations.NullMarked;
