"""The reference: the plain Twilio tutorial handler (Flask, RequestValidator, VoiceResponse), which stores nothing.

`python -m tests.bench.tutorial PORT` serves it as `ivr serve` serves ours: the same server, processes and threads.
"""

import os
import sys

from flask import Flask, Response, abort, request
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.commands.serve import PROCESSES, THREADS


def create_app() -> Flask:
    app = Flask("tutorial")
    validator = RequestValidator(os.environ["IVR_TWILIO_AUTH_TOKEN"])
    base = os.environ["IVR_PUBLIC_BASE_URL"]

    @app.post("/voice")
    @app.post("/voice/keyed/<turn>/<int:number>")
    def voice(turn: str = "greeting", number: int = 0) -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(base + request.path, request.form, signature):
            abort(403)
        response = VoiceResponse()
        action = f"{base}/voice/keyed/{turn}/{number + 1}"
        gather = Gather(input="dtmf", action=action, num_digits=1, timeout=4)
        gather.say("Thank you for calling. For English, press 1.", voice="Polly.Joanna-Neural", language="en-US")
        gather.say("Para español, oprima 2.", voice="Polly.Mia-Neural", language="es-MX")
        response.append(gather)
        response.redirect(action)
        return Response(str(response), mimetype="text/xml")

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


def serve(port: int) -> None:
    """Until SIGTERM."""
    Granian(
        "tests.bench.tutorial",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=PROCESSES,
        blocking_threads=THREADS,
        log_enabled=False,
    ).serve(target_loader=create_app, wrap_loader=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
