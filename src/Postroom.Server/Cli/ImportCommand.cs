using System.CommandLine;
using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>import: maildir, mbox or .eml files into an account.</summary>
internal sealed class ImportCommand() : AdminCommand(
    "import",
    "Imports mail. It can be stopped at any time; run again it goes on where it was, and brings nothing twice. Line ends become CRLF, and export gives them back as they were.")
{
    private static readonly Argument<string> Form = new("FORMAT")
    {
        Description = "maildir (flags, folders, subscriptions), mbox (a file, or a folder of files), or eml (a folder of .eml files; folders in it become mailboxes).",
    };

    private static readonly Argument<string> Source = new("PATH") { Description = "What to import." };
    private static readonly Option<string> Account = new("--account") { Description = "Whose mail it becomes.", Required = true };
    private static readonly Option<string> Mailbox = new("--mailbox") { Description = "Where to put mail that the source names no mailbox for.", DefaultValueFactory = _ => "INBOX" };

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Forgets what was imported from there before: brings back messages that were removed since, still without doubling those that are there.",
    };

    public override bool MakesDataFolder => true;

    protected override void Configure(Command command)
    {
        Form.AcceptOnlyFromAmong("maildir", "mbox", "eml");
        command.Add(Form);
        command.Add(Source);
        command.Add(Account);
        command.Add(Mailbox);
        command.Add(Again);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        AccountRecord record = context.Account(parsed.GetValue(Account)!);
        string path = context.FullPath(parsed.GetValue(Source)!);
        string form = parsed.GetValue(Form)!;
        string mailbox = parsed.GetValue(Mailbox)!;
        if (!MailboxName.TryCreate(mailbox, out _, out MailboxNameError error))
        {
            throw new ConfigurationException($"--mailbox cannot be '{mailbox}': {MailboxName.Describe(error)}.");
        }

        IImportSource source = form switch
        {
            "maildir" => new MaildirSource(path, mailbox),
            "mbox" => new MboxSource(path, mailbox),
            _ => new EmlSource(path, mailbox),
        };
        string journalPath = ImportJournal.PathFor(context.Store.Path, record.Id, $"{form}\n{path}\n{mailbox}");
        using ImportJournal journal = Open(journalPath, parsed.GetValue(Again));
        await using MailAccount account = await context.Store.OpenAsync(record, context.CancellationToken);
        var importer = new Importer(context, account, source, journal);
        await importer.RunAsync();
        await context.Out.WriteLineAsync(
            $"Imported {importer.Added} messages into {record.Name}{(importer.Skipped > 0 ? $"; {importer.Skipped} had been imported before" : "")}.");
        foreach (string refused in importer.Refused)
        {
            await context.Error.WriteLineAsync($"Not imported: {refused}");
        }

        return importer.Refused.Count == 0 ? 0 : 1;
    }

    private static ImportJournal Open(string path, bool forget)
    {
        try
        {
            return new ImportJournal(path, forget);
        }
        catch (Exception e) when (SystemFailure.Is(e))
        {
            throw new ConfigurationException($"The same import is running already, or its journal {path} cannot be written: {SystemFailure.Reason(e)}.", e);
        }
    }
}
