using System.Text;

namespace Postroom.Imap;

/// <summary>AUTHENTICATE with an initial response (RFC 9051 §6.2.2, RFC 4959).</summary>
/// <param name="Mechanism">In capitals.</param>
/// <param name="InitialResponse">Decoded; empty for "=", null if there was none. Never log it.</param>
public sealed record AuthenticateArguments(string Mechanism, OctetString? InitialResponse = null) : IImapArguments<AuthenticateArguments>
{
    // authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp]; initial-resp = base64 / "="
    /// <inheritdoc/>
    public static AuthenticateArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        string mechanism = Encoding.ASCII.GetString(reader.ReadAtom("a mechanism")).ToUpperInvariant();
        OctetString? response = null;
        if (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            response = reader.TryRead((byte)'=') ? default(OctetString) : new OctetString(reader.ReadBase64());
        }

        reader.ReadEnd();
        return new(mechanism, response);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteAscii(Mechanism);
        if (InitialResponse is { } response)
        {
            writer.WriteSpace();
            if (response.Length == 0)
            {
                writer.WriteRaw((byte)'=');
            }

            writer.WriteBase64(response.Span);
        }
    }

    /// <summary>Reads a line that goes on with an exchange: base64, or "*", which cancels it and gives null.</summary>
    public static byte[]? ReadLine(ref ImapReader reader)
    {
        bool cancelled = reader.TryRead((byte)'*');
        byte[]? response = cancelled ? null : reader.ReadBase64();
        reader.ReadEnd();
        return response;
    }

    /// <summary>The mechanism only: a response is never printed.</summary>
    public override string ToString() => $"AUTHENTICATE {Mechanism}";
}
