namespace Postroom.Store.Embedded.Accounts;

/// <summary>One account's files.</summary>
internal sealed record AccountPaths(string Folder)
{
    internal string Packs { get; } = Path.Combine(Folder, "packs");

    internal string Database { get; } = Path.Combine(Folder, "mail.db");
}
