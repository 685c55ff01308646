// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import io.zerobus.local.table.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with.
 *
 * @param dataDir folder of the tables and of the server's own files
 * @param grpcPort port of the ingest endpoint, 0 for a free one
 * @param httpPort port of the workspace, 0 for a free one
 * @param logTables tables to make with the default columns, where they are not there
 * @param ddl file with CREATE TABLE statements
 * @param commitInterval time from a record's acknowledgment to its commit, about
 * @param rotateAfter age at which a stream is told to go
 * @param rotateGrace time it then has
 */
record ServerOptions(
    Path dataDir,
    int grpcPort,
    int httpPort,
    List<TableName> logTables,
    @Nullable Path ddl,
    Duration commitInterval,
    Duration rotateAfter,
    Duration rotateGrace) {}
