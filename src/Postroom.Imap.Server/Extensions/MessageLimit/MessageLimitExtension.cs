using System.Globalization;

namespace Postroom.Imap.Server;

/// <summary>MESSAGELIMIT: how many messages one command may be about; or SAVELIMIT, for COPY and APPEND alone (RFC 9738). Without a setting neither.</summary>
internal sealed class MessageLimitExtension : IImapExtension
{
    public string Name => "MESSAGELIMIT";

    public void Register(ImapRegistry imap)
    {
        if (imap.Options is { MessageLimit: > 0, SaveLimit: > 0 })
        {
            throw new ImapExtensionException("Imap:MessageLimit and Imap:SaveLimit exclude each other: the first holds for COPY and APPEND, too.");
        }

        if (imap.Options.MessageLimit is > 0 and var all)
        {
            imap.Capability(string.Create(CultureInfo.InvariantCulture, $"MESSAGELIMIT={all}"));
            imap.LimitMessages(all, all);
            imap.Syntax(static grammar => grammar
                .SearchKey("UIDAFTER", static (ref ImapReader reader) => SearchUidSide.Read(ref reader, isAfter: true))
                .SearchKey("UIDBEFORE", static (ref ImapReader reader) => SearchUidSide.Read(ref reader, isAfter: false)));
        }
        else if (imap.Options.SaveLimit is > 0 and var saved)
        {
            imap.Capability(string.Create(CultureInfo.InvariantCulture, $"SAVELIMIT={saved}"));
            imap.LimitMessages(long.MaxValue, saved);
        }
    }
}
