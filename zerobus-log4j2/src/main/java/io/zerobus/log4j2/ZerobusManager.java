// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.log.AgentHandshake;
import io.zerobus.log.AppenderSettings;
import io.zerobus.log.EventMapper;
import io.zerobus.log.EventPipeline;
import io.zerobus.log.StatusSink;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.core.appender.ManagerFactory;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Keeps a pipeline while at least one appender with its settings is started, so that a
 * reconfiguration that changes nothing here neither loses nor repeats an event.
 *
 * <p>Log4j starts the appenders of the new configuration before it stops those of the old one. Both
 * ask for a manager by a name that stands for their settings: the same settings get the same
 * manager, others a new one, and the old manager ends when its last appender is stopped.
 * Thread-safe.
 */
final class ZerobusManager extends AbstractManager {

  private static final ManagerFactory<ZerobusManager, Opening> FACTORY = ZerobusManager::new;

  private final EventPipeline<LogEvent> pipeline;
  private final long shutdownTimeoutNanos;

  /** Written under Log4j's lock of all managers, by the last stop. */
  private volatile boolean released;

  private ZerobusManager(String name, Opening opening) {
    super(null, name);
    this.pipeline = opening.open();
    this.shutdownTimeoutNanos = opening.settings.shutdownTimeoutNanos();
  }

  /** The manager of this name, or a new one. Each call needs one {@link #stop}. */
  static ZerobusManager acquire(String name, Opening opening) {
    return getManager(name, FACTORY, opening);
  }

  EventPipeline<LogEvent> pipeline() {
    return pipeline;
  }

  /**
   * Gives the manager back. The last one to do so delivers what is buffered, within {@code
   * shutdownTimeout} and, unless it is 0, within the limit of the framework.
   */
  @Override
  public boolean stop(long timeout, TimeUnit unit) {
    boolean stopped = super.stop(timeout, unit);
    if (released) {
      // Not in releaseSub: there Log4j's lock would hold up the managers of all other appenders.
      long limitNanos = timeout > 0 ? unit.toNanos(timeout) : Long.MAX_VALUE;
      pipeline.stop(Math.min(limitNanos, shutdownTimeoutNanos));
    }
    return stopped;
  }

  @Override
  protected boolean releaseSub(long timeout, TimeUnit unit) {
    released = true;
    return true;
  }

  /** Makes the pipeline of an appender that starts. */
  interface PipelineOpener {
    EventPipeline<LogEvent> open(
        AppenderSettings settings, StatusSink status, EventMapper<LogEvent> mapper);
  }

  /** What a new manager is made of. */
  static final class Opening {

    private final PipelineOpener opener;
    private final AppenderSettings settings;
    private final StatusSink status;

    Opening(PipelineOpener opener, AppenderSettings settings, StatusSink status) {
      this.opener = opener;
      this.settings = settings;
      this.status = status;
    }

    private EventPipeline<LogEvent> open() {
      EventPipeline<LogEvent> opened =
          opener.open(settings, status, new LogEventMapper(settings.callerData()));
      AgentHandshake.takeOver(LoggerConfig.class);
      return opened;
    }
  }
}
