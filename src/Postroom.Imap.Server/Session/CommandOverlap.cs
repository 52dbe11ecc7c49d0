namespace Postroom.Imap.Server;

/// <summary>Which command may run beside which (RFC 3501 and 9051 §5.5), from their traits alone.</summary>
internal static class CommandOverlap
{
    /// <summary>True if <paramref name="next"/> may start while <paramref name="running"/>, sent before it, is not over.</summary>
    /// <remarks>"If the server detects a possible ambiguity, it MUST execute commands to completion in the order given": so one writes, both wait.</remarks>
    internal static bool MayStart(CommandTraits next, CommandTraits running)
    {
        if (((next | running) & CommandTraits.Alone) != 0 || (running & CommandTraits.MayBeOvertaken) == 0)
        {
            return false;
        }

        return !Touches(next, running, CommandTraits.ReadsMessages, CommandTraits.WritesMessages)
            && !Touches(next, running, CommandTraits.ReadsMailboxes, CommandTraits.WritesMailboxes);
    }

    private static bool Touches(CommandTraits one, CommandTraits other, CommandTraits reads, CommandTraits writes) =>
        ((one & writes) != 0 && (other & (reads | writes)) != 0) || ((other & writes) != 0 && (one & reads) != 0);
}
