"""The reference: the plain Twilio tutorial handler (Flask, RequestValidator, VoiceResponse), which stores nothing."""

import os

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse


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

    return app
