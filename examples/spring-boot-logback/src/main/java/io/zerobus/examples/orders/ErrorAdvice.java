// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns exceptions into answers, and logs each once: the caller's mistakes as WARN, ours as ERROR.
 */
@RestControllerAdvice
class ErrorAdvice {
  private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

  @ExceptionHandler
  ProblemDetail notFound(OrderNotFoundException e) {
    log.warn("Refused: {}", e.getMessage());
    return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail invalid(InvalidOrderException e) {
    log.warn("Refused: {}", e.getMessage());
    return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail paymentFailed(PaymentFailedException e) {
    // The throwable as the last argument: its class, message and stack trace with causes get
    // columns.
    log.error("Payment failed", e);
    return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, e.getMessage());
  }
}
