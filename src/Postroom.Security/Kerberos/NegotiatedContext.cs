using System.Buffers;
using System.Net.Security;
using System.Security.Principal;

namespace Postroom.Security;

/// <summary>The framework's Kerberos, which is the system's: MIT's library on Linux.</summary>
internal sealed class NegotiatedContext : IKerberosContext
{
    // The service is whatever the keytab has a key of, and no layer is asked for: TLS is one.
    private readonly NegotiateAuthentication _negotiation = new(new NegotiateAuthenticationServerOptions { Package = "Kerberos" });

    public string Principal
    {
        get
        {
            IIdentity client = _negotiation.RemoteIdentity;
            return client.Name ?? "";
        }
    }

    public bool TryAccept(ReadOnlySpan<byte> token, out byte[] answer, out bool isComplete)
    {
        answer = _negotiation.GetOutgoingBlob(token, out NegotiateAuthenticationStatusCode status) ?? [];
        isComplete = status == NegotiateAuthenticationStatusCode.Completed;
        return isComplete || status == NegotiateAuthenticationStatusCode.ContinueNeeded;
    }

    public bool TryWrap(ReadOnlySpan<byte> message, out byte[] wrapped)
    {
        var buffer = new ArrayBufferWriter<byte>();
        NegotiateAuthenticationStatusCode status = _negotiation.Wrap(message, buffer, requestEncryption: false, out _);
        wrapped = buffer.WrittenSpan.ToArray();
        return status == NegotiateAuthenticationStatusCode.Completed;
    }

    public bool TryUnwrap(ReadOnlySpan<byte> wrapped, out byte[] message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        NegotiateAuthenticationStatusCode status = _negotiation.Unwrap(wrapped, buffer, out _);
        message = buffer.WrittenSpan.ToArray();
        return status == NegotiateAuthenticationStatusCode.Completed;
    }

    public void Dispose() => _negotiation.Dispose();
}
