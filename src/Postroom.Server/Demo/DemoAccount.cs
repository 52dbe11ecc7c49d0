using System.Globalization;
using System.Reflection;
using System.Text;
using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>The account that `postroom` without a command serves: a few messages of every sort, so that a mail client has something to show.</summary>
internal static class DemoAccount
{
    public const string Name = "demo";
    public const string Password = "demo";

    /// <summary>What it needs, before what is given: its password is as good as published.</summary>
    public static readonly string[] Settings = [$"{PostroomSettings.AuthRefusesWeakPasswords.Key}=Allow"];

    /// <summary>Makes the account with its mail, unless it is there.</summary>
    public static async Task EnsureAsync(ServerStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (store.FindAccount(Name) is not null)
        {
            return;
        }

        AccountRecord record = await store.AddAccountAsync(Name, Password, cancellationToken);
        await using MailAccount account = await store.OpenAsync(record, cancellationToken);
        MailboxId inbox = account.Mailboxes.Find(MailboxName.Inbox)!.Id;
        string[] resources = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.EndsWith(".eml", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        DateTimeOffset date = time.GetLocalNow().AddHours(-20 * resources.Length);
        foreach (string resource in resources)
        {
            date = date.AddHours(19.4);
            await using StagedMessage message = await StageAsync(store, resource, date, cancellationToken);
            FlagList flags = resource.Contains("plan", StringComparison.Ordinal) ? [Flag.Seen] : [];
            CommitResult result = await account.CommitAsync(new Commit(new AddMessage(inbox, message, flags, new InternalDate(date))), cancellationToken);
            if (!result.IsDone)
            {
                throw new ConfigurationException($"The demo mail could not be put in place: {result.Refusal.Text}");
            }
        }
    }

    private static async Task<StagedMessage> StageAsync(ServerStore store, string resource, DateTimeOffset date, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!, Encoding.UTF8);
        string text = (await reader.ReadToEndAsync(cancellationToken))
            .ReplaceLineEndings("\r\n")
            .Replace("{name}", Name, StringComparison.Ordinal)
            .Replace("{date}", date.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await using StagedMessageWriter writer = await store.Mail.StageAsync(text.Length, cancellationToken);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        return await writer.CompleteAsync(cancellationToken);
    }
}
