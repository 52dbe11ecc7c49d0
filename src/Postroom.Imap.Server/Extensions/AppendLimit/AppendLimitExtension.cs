using System.Globalization;

namespace Postroom.Imap.Server;

/// <summary>APPENDLIMIT: how large a message may be, the same for every mailbox (RFC 7889 §3).</summary>
internal sealed class AppendLimitExtension : IImapExtension
{
    public string Name => "APPENDLIMIT";

    public void Register(ImapRegistry imap) =>
        imap.Capability(string.Create(CultureInfo.InvariantCulture, $"APPENDLIMIT={imap.Options.MaxMessageOctets}"));
}
