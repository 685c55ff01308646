// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import io.zerobus.ingest.DaemonThreads;
import io.zerobus.log.AppenderSettings;
import io.zerobus.log.CaptureSettings;
import io.zerobus.log.EventIntake;
import io.zerobus.log.WrongSettingException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one way of all events of this JVM to the table; made with the first event, while the thread
 * that brings it waits. Thread-safe.
 */
final class Shipping {

  /**
   * How long an event waits for another thread that is making the way. Longer, and the two wait for
   * each other: that thread may need a class loader in which this one logs.
   */
  private static final long MOST_SECONDS = 2;

  /**
   * How long the first event waits for the way. Longer, and the start waits for something that the
   * thread of the event holds, such as the standard error. Those after it do not wait.
   */
  private static final long MOST_SECONDS_OF_START = 20;

  private final Map<String, String> file;
  private final JavaLang javaLang;
  private final AgentConsole console;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean isBegun; // guarded by the lock

  /** Events that came to nothing while there was no way yet, and are counted nowhere else. */
  private final AtomicLong lostBefore = new AtomicLong();

  /** Both written by the thread of the start. */
  private volatile @Nullable Opened opened;

  private volatile boolean inert;

  /** An event has waited in vain: the next ones do not. Written by all. */
  private volatile boolean isSlow;

  Shipping(Map<String, String> file, JavaLang javaLang, AgentConsole console) {
    this.file = file;
    this.javaLang = javaLang;
    this.console = console;
  }

  AgentConsole console() {
    return console;
  }

  /** An event that could not be read. */
  void countLost() {
    lostBefore.incrementAndGet();
    countWhatWasLost();
  }

  /** What is lost before there is a way to the table is counted with the first chance. */
  private void countWhatWasLost() {
    Opened now = opened;
    if (now != null) {
      for (long left = lostBefore.getAndSet(0); left > 0; left--) {
        now.intake().countUnreadable();
      }
    }
  }

  /** The reader of a copy's events; null when this event cannot be shipped. */
  @Nullable BiConsumer<Object, Object> open(CopySink copy) throws ReflectiveOperationException {
    if (lock.isHeldByCurrentThread() || DaemonThreads.isOwn(Thread.currentThread())) {
      return null;
    }
    if (!isLocked()) {
      lostBefore.incrementAndGet();
      return null;
    }
    try {
      BiConsumer<Object, Object> made = copy.capture();
      if (made != null) {
        return made;
      }
      Opened now = opened(copy);
      if (now == null) {
        if (inert) {
          copy.end();
        } else {
          lostBefore.incrementAndGet();
        }
        return null;
      }
      countWhatWasLost();
      return copy.makeCapture(now, javaLang);
    } finally {
      lock.unlock();
    }
  }

  /** The first event of a copy has been read, and is not left to the application itself. */
  void sayThatItShips(CopySink copy) {
    Opened now = opened;
    if (now != null) {
      String doing = "ships the events of " + copy + " to " + now.settings().tableName();
      console.say(doing);
      AgentStatus.set(doing);
    }
  }

  private boolean isLocked() {
    try {
      if (isSlow) {
        return lock.tryLock();
      }
      boolean locked = lock.tryLock(MOST_SECONDS, TimeUnit.SECONDS);
      isSlow = !locked;
      return locked;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lock.tryLock();
    }
  }

  /** Null when it is not made yet, and when a wrong setting makes the agent inert. */
  private @Nullable Opened opened(CopySink copy) {
    if (!isBegun) {
      Detached start = Detached.start("zerobus-agent-start", () -> tryStart(copy.loader()));
      isBegun = true;
      start.await(MOST_SECONDS_OF_START);
    }
    return opened;
  }

  private void tryStart(ClassLoader application) {
    try {
      Opened made = start(application);
      inert = made == null;
      opened = made;
    } catch (WrongSettingException e) {
      ended(e.getMessage() + ". Events are not shipped");
    } catch (Throwable e) {
      // Whatever it is, nobody else would tell of it.
      ended(
          "cannot start, so that events are not shipped: "
              + e
              + ". With the same settings, java -jar zerobus-agent.jar doctor may tell more");
    }
  }

  /** It is said once. */
  private void ended(String why) {
    inert = true;
    console.say(why);
    AgentStatus.failed(why);
  }

  private @Nullable Opened start(ClassLoader application) throws WrongSettingException {
    AppenderSettings.Builder builder =
        AppenderSettings.builder().ofAgent(file).application(application);
    if (!builder.isEnabled()) {
      AgentStatus.off();
      return null;
    }
    CaptureSettings capture = builder.buildCapture();
    AppenderSettings settings = builder.build();
    for (String warning : settings.warnings()) {
      console.say(warning);
    }
    // First, as the JVM may exit before the start is over.
    boolean isAfterHooks = settings.shutdownHook() && javaLang.runAfterHooks(this::deliverAtExit);
    EventIntake intake = EventIntake.start(settings, console);
    if (settings.shutdownHook() && !isAfterHooks) {
      intake.deliverByHook();
    }
    return new Opened(intake, capture, settings);
  }

  private void deliverAtExit() {
    Opened now = opened;
    if (now != null) {
      countWhatWasLost();
      now.intake().deliverAtExit();
    } else if (!inert && lostBefore.get() > 0) {
      console.say("Events not delivered when the JVM exits, as nothing was ready: " + lostBefore);
    }
  }

  /** What all copies share. Immutable. */
  static final class Opened {
    private final EventIntake intake;
    private final CaptureSettings capture;
    private final AppenderSettings settings;

    private Opened(EventIntake intake, CaptureSettings capture, AppenderSettings settings) {
      this.intake = intake;
      this.capture = capture;
      this.settings = settings;
    }

    EventIntake intake() {
      return intake;
    }

    CaptureSettings capture() {
      return capture;
    }

    AppenderSettings settings() {
      return settings;
    }
  }
}
