namespace Postroom.Kill;

/// <summary>A message that must be in a mailbox, because the server said so.</summary>
/// <param name="Mailbox">Where.</param>
/// <param name="Uid">Its UID there.</param>
/// <param name="Letter">Which <see cref="Kill.Letter"/> it is.</param>
/// <param name="Owner">The only client that changes it, copies it or removes it.</param>
/// <param name="Flags">Without \Recent.</param>
internal sealed record Entry(string Mailbox, uint Uid, int Letter, int Owner, IReadOnlySet<string> Flags)
{
    public (string Mailbox, uint Uid) Key => (Mailbox, Uid);

    public static IReadOnlySet<string> FlagSet(IEnumerable<string> flags) => flags.ToHashSet(StringComparer.OrdinalIgnoreCase);

    public override string ToString() => FormattableString.Invariant($"{Mailbox}/{Uid}=letter {Letter} ({string.Join(' ', Flags.Order())})");
}
