namespace Postroom.Security;

/// <summary>What an exchange wants next: to send a challenge, or to end.</summary>
public readonly struct SaslStep
{
    private SaslStep(AuthenticationResult? result, ReadOnlyMemory<byte> data, bool isMalformed) =>
        (Result, Data, IsMalformed) = (result, data, isMalformed);

    /// <summary>How it ended; null if it goes on with a challenge, or the response was malformed.</summary>
    public AuthenticationResult? Result { get; }

    /// <summary>The challenge; at the end, additional data for the client (RFC 4422 §3.6), mostly empty.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>True if the response was not what the mechanism's grammar allows.</summary>
    public bool IsMalformed { get; }

    /// <summary>Send this, and bring the answer.</summary>
    public static SaslStep Challenge(ReadOnlyMemory<byte> data) => new(null, data, isMalformed: false);

    /// <summary>It is over.</summary>
    public static SaslStep End(AuthenticationResult result, ReadOnlyMemory<byte> additionalData = default) =>
        new(result, additionalData, isMalformed: false);

    /// <summary>The response makes no sense.</summary>
    public static SaslStep Malformed => new(null, default, isMalformed: true);
}
