using System.Text;
using Postroom.Net;

namespace Postroom.Imap.Server;

/// <summary>What a session holds of a command or a response that is not whole yet, as it counts among all sessions'; for its reader alone.</summary>
/// <remarks>Each may always have a little. Who has not logged in counts apart: strangers cannot make those who have do with little.</remarks>
internal sealed class UnfinishedInput(ImapSession session) : ILinePolicy
{
    private const int FewLiteralOctets = 4 << 10; // longer than any mailbox's name

    private SharedBudget? _budget; // what the line was taken from
    private long _line;
    private long _literals;

    /// <summary>True while lines are read for AUTHENTICATE or IDLE, and no commands.</summary>
    internal bool IsPassingLines { get; set; }

    // What is whole is understood at once, and counts with the commands that wait then.
    public bool MayBe(ReadOnlySpan<byte> soFar, int lineOctets, bool isWhole) =>
        session.IsLoggedIn
            ? isWhole || TryHoldLine(session.Server.CommandOctets, lineOctets)
            : (IsPassingLines || IsAuthenticate(soFar))
                && lineOctets <= session.Server.Options.MaxAuthenticateLineOctets
                && (isWhole || TryHoldLine(session.Server.LoginOctets, lineOctets));

    /// <summary>Takes room for a literal that is no message; false where all sessions hold so much that there is only little for each.</summary>
    internal bool TryHoldLiteral(long octets)
    {
        if (_literals + octets <= FewLiteralOctets)
        {
            session.Server.CommandOctets.Add(octets);
        }
        else if (!session.Server.CommandOctets.TryTake(octets))
        {
            return false;
        }

        _literals += octets;
        return true;
    }

    /// <summary>It is whole, or thrown away.</summary>
    internal void Release()
    {
        _budget?.Add(-_line);
        (_budget, _line) = (null, 0);
        session.Server.CommandOctets.Add(-_literals);
        _literals = 0;
    }

    private static bool IsAuthenticate(ReadOnlySpan<byte> soFar) =>
        CommandHead.TryRead(soFar, out CommandHead head) && Ascii.EqualsIgnoreCase(head.Name, "AUTHENTICATE"u8);

    private bool TryHoldLine(SharedBudget budget, int octets)
    {
        if (!budget.TryTake(octets - _line))
        {
            return false;
        }

        (_budget, _line) = (budget, octets);
        return true;
    }
}
