namespace Postroom.Imap;

/// <summary>One response of a server, without its final CRLF (response-data, response-tagged, continue-req; RFC 9051 §7).</summary>
public abstract record ServerResponse
{
    /// <summary>Writes it, "* " or tag included, CRLF not.</summary>
    public abstract void Write(ref ImapWriter writer);
}
