using System.Globalization;

namespace Postroom.Imap.Server;

/// <summary>APPENDLIMIT: how large a message may be, the same for every mailbox (RFC 7889 §3).</summary>
internal sealed class AppendLimitExtension : IImapExtension
{
    public string Name => "APPENDLIMIT";

    public void Register(ImapRegistry imap)
    {
        long limit = imap.Options.MaxMessageOctets;
        imap.Capability(string.Create(CultureInfo.InvariantCulture, $"APPENDLIMIT={limit}"));

        // Nobody has to ask where all are alike, but "the IMAP server MUST recognize the APPENDLIMIT attribute" (RFC 7889 §3.2).
        imap.StatusItem("APPENDLIMIT", _ => limit);
    }
}
