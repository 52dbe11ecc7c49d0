"""SCRAM bound to the TLS channel, by Cyrus SASL's library: scram_plus.py PORT CERTIFICATE MECHANISM USER PASSWORD [OTHER]

With OTHER the channel that it binds to is another's, as it is for somebody who sits between two channels."""
import ctypes
import hashlib
import imaplib
import ssl
import sys

OK, CONTINUE, INTERACT = 0, 1, 2
LIST_END, CB_USER, CB_AUTHNAME, CB_PASS = 0, 0x4001, 0x4002, 0x4004
CHANNEL_BINDING = 21


class Question(ctypes.Structure):  # sasl_interact_t
    _fields_ = [("id", ctypes.c_ulong), ("challenge", ctypes.c_char_p), ("prompt", ctypes.c_char_p), ("default", ctypes.c_char_p),
                ("result", ctypes.c_char_p), ("length", ctypes.c_uint)]


class Callback(ctypes.Structure):  # sasl_callback_t
    _fields_ = [("id", ctypes.c_ulong), ("function", ctypes.c_void_p), ("context", ctypes.c_void_p)]


class Binding(ctypes.Structure):  # sasl_channel_binding_t
    _fields_ = [("name", ctypes.c_char_p), ("critical", ctypes.c_int), ("length", ctypes.c_ulong), ("data", ctypes.c_char_p)]


def checked(code):
    if code not in (OK, CONTINUE, INTERACT):
        sys.exit("libsasl2: %s" % sasl.sasl_errdetail(connection).decode())
    return code


def answering(step):
    while checked(step()) == INTERACT:
        i = 0
        while questions[i].id != LIST_END:
            questions[i].result = answers[questions[i].id]
            questions[i].length = len(answers[questions[i].id])
            i += 1
    return ctypes.string_at(out, length.value) if out.value else b""


def start():
    return answering(lambda: sasl.sasl_client_start(
        connection, mechanism.encode(), ctypes.byref(questions), ctypes.byref(out), ctypes.byref(length), ctypes.byref(chosen)))


def step(challenge):
    return answering(lambda: sasl.sasl_client_step(
        connection, challenge, len(challenge), ctypes.byref(questions), ctypes.byref(out), ctypes.byref(length)))


port, trusted, mechanism, user, password = sys.argv[1:6]
imap = imaplib.IMAP4_SSL("localhost", int(port), ssl_context=ssl.create_default_context(cafile=trusted))
end_point = hashlib.sha256(imap.socket().getpeercert(binary_form=True)).digest()
if len(sys.argv) > 6:
    end_point = hashlib.sha256(b"another").digest()

sasl = ctypes.CDLL("libsasl2.so.2")
sasl.sasl_errdetail.restype = ctypes.c_char_p
connection, questions = ctypes.c_void_p(), ctypes.POINTER(Question)()
out, length, chosen = ctypes.c_void_p(), ctypes.c_uint(), ctypes.c_char_p()
answers = {CB_USER: b"", CB_AUTHNAME: user.encode(), CB_PASS: password.encode()}
callbacks = (Callback * 4)(*[Callback(id, None, None) for id in answers], Callback(LIST_END, None, None))
checked(sasl.sasl_client_init(None))
checked(sasl.sasl_client_new(b"imap", b"localhost", None, None, callbacks, 0, ctypes.byref(connection)))
binding = Binding(b"tls-server-end-point", 1, len(end_point), end_point)
checked(sasl.sasl_setprop(connection, CHANNEL_BINDING, ctypes.byref(binding)))

said = []


def answer(challenge):
    said.append(step(challenge) if said else start())
    return said[-1]


imap.authenticate(mechanism, answer)
assert said[0].startswith(b"p=tls-server-end-point,"), said[0]
print(imap.select("INBOX")[0])
imap.logout()
