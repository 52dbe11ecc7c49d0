namespace Postroom.Imap.Server;

/// <summary>VANISHED (EARLIER): what a client that was away must forget (RFC 7162 §3.2.10.1).</summary>
internal static class EarlierVanished
{
    /// <summary>UIDs of <paramref name="asked"/> that went after <paramref name="since"/>.</summary>
    /// <remarks>Without what this client still knows: it hears of that by VANISHED without EARLIER, which takes its number away.</remarks>
    internal static async ValueTask<UidSet> SinceAsync(SessionView view, ModSeq since, UidSet asked, CancellationToken cancellationToken)
    {
        ViewMessages known = view.Messages;
        UidSet vanished = await view.Mailbox.VanishedSinceAsync(since, asked, cancellationToken);
        return vanished.IsEmpty ? vanished : vanished.Except(KnownAmong(vanished, known));
    }

    /// <summary>The response, or nothing where nothing vanished. The caller has the output's turn.</summary>
    internal static async ValueTask WriteAsync(ResponseWriter output, UidSet vanished, CancellationToken cancellationToken)
    {
        if (vanished.IsEmpty)
        {
            return;
        }

        output.IsBroken = true; // until the line is whole: a large one leaves in parts
        output.Write("* VANISHED (EARLIER) "u8);
        await SearchPrinter.WriteSetAsync(output, vanished.Ranges.ToArray(), cancellationToken);
        output.Write("\r\n"u8);
        output.IsBroken = false;
    }

    private static UidSet KnownAmong(UidSet uids, ViewMessages known)
    {
        var among = new UidSetBuilder();
        var cursor = new ViewCursor(known);
        foreach (NumberRange range in uids.Ranges)
        {
            int last = known.CountBelow((ulong)range.Last + 1);
            for (int sequence = known.CountBelow(range.First) + 1; sequence <= last; sequence++)
            {
                among.Add(new Uid(cursor.UidAt(sequence)));
            }
        }

        return among.ToUidSet();
    }
}
