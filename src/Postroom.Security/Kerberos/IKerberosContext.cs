namespace Postroom.Security;

/// <summary>A security context that a client's tickets are taken in, seen from the service.</summary>
internal interface IKerberosContext : IDisposable
{
    /// <summary>The client's principal, <c>user@REALM</c>; only once the context stands.</summary>
    string Principal { get; }

    /// <summary>Takes the client's next token. False: it is none that this service takes, whatever the reason.</summary>
    /// <param name="token">As it came.</param>
    /// <param name="answer">For the client, by which the service proves itself; perhaps empty.</param>
    /// <param name="isComplete">True once the context stands.</param>
    bool TryAccept(ReadOnlySpan<byte> token, out byte[] answer, out bool isComplete);

    /// <summary>GSS_Wrap without encryption; false if the context cannot.</summary>
    bool TryWrap(ReadOnlySpan<byte> message, out byte[] wrapped);

    /// <summary>GSS_Unwrap; false if the message is not one that the client wrapped in this context.</summary>
    bool TryUnwrap(ReadOnlySpan<byte> wrapped, out byte[] message);
}
