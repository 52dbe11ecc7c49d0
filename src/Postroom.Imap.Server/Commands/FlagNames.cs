namespace Postroom.Imap.Server;

/// <summary>Flags that a client may set: the five system flags and keywords (RFC 3501 §2.3.2, §9 flag).</summary>
internal static class FlagNames
{
    /// <exception cref="ImapSyntaxException">One of them is a system flag that nobody has defined, or \Recent, which only the server gives.</exception>
    internal static void Demand(FlagList flags, int position)
    {
        foreach (Flag flag in flags)
        {
            if (flag.IsSystem && flag.System is SystemFlags.None or SystemFlags.Recent)
            {
                throw new ImapSyntaxException("Expected a system flag that can be set, or a keyword", position);
            }
        }
    }
}
