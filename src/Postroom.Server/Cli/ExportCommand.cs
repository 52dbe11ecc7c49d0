using System.CommandLine;
using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>export: an account's mail as a maildir or as mbox files.</summary>
internal sealed class ExportCommand() : AdminCommand(
    "export",
    "Exports mail into a new folder. Imported messages come out octet for octet as they came in; those that came over IMAP with LF as line end, where every line of theirs ends in CRLF, otherwise unchanged.")
{
    private static readonly Argument<string> Form = new("FORMAT")
    {
        Description = "maildir (Maildir++: flags, keywords, folders, subscriptions, mtime is the date of arrival), or mbox (mboxrd: a file a mailbox, no flags; a last line without an end gets one).",
    };

    private static readonly Argument<string> Target = new("DIR") { Description = "Where to: a folder that is empty or not there." };
    private static readonly Option<string> Account = new("--account") { Description = "Whose mail.", Required = true };
    private static readonly Option<string[]> Mailbox = new("--mailbox") { Description = "Only this mailbox. May stand several times." };

    protected override void Configure(Command command)
    {
        Form.AcceptOnlyFromAmong("maildir", "mbox");
        command.Add(Form);
        command.Add(Target);
        command.Add(Account);
        command.Add(Mailbox);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        AccountRecord record = context.Account(parsed.GetValue(Account)!);
        string root = context.FullPath(parsed.GetValue(Target)!);
        if (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
        {
            throw new ConfigurationException($"There is something in {root} already: name a folder that is empty or not there.");
        }

        await using MailAccount account = await context.Store.OpenAsync(record, context.CancellationToken);
        List<MailboxInfo> mailboxes = Choose(account, parsed.GetValue(Mailbox) ?? []);
        await using IExportTarget target = parsed.GetValue(Form) == "maildir" ? new MaildirTarget(root) : new MboxTarget(root);
        var exporter = new Exporter(context, account, target);
        await exporter.RunAsync(mailboxes);
        await context.Out.WriteLineAsync($"Exported {exporter.Written} messages of {mailboxes.Count} mailboxes to {root}.");
        foreach (string loss in target.Losses)
        {
            await context.Error.WriteLineAsync(loss);
        }

        foreach (string damaged in exporter.Damaged)
        {
            await context.Error.WriteLineAsync($"Not exported: {damaged}");
        }

        return exporter.Damaged.Count == 0 ? 0 : 1;
    }

    private static List<MailboxInfo> Choose(MailAccount account, string[] names) => names.Length == 0
        ? [.. account.Mailboxes.Where(mailbox => mailbox.IsSelectable)]
        : [.. names.Select(name => MailboxName.TryCreate(name, out MailboxName? mailbox, out _) && account.Mailboxes.Find(mailbox) is { IsSelectable: true } found
            ? found
            : throw new ConfigurationException($"There is no mailbox '{name}'."))];
}
