using System.CommandLine;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>account cram-md5 on: keeps the password so that it can be had back, which this mechanism needs.</summary>
internal sealed class CramMd5OnCommand() : AccountCommand("on", "Lets accounts log in by CRAM-MD5, for which their password is kept so that the server can have it back. It is asked for, or read from standard input.")
{
    public override bool NeedsPassword => true;

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        foreach (AccountRecord account in Find(context, parsed))
        {
            await context.Store.KeepPasswordAsync(account, context.Password!, context.CancellationToken);
            await context.Out.WriteLineAsync(
                $"{account.Name} may log in by CRAM-MD5. Its password is kept encrypted, but whoever has the data folder with the file 'secret' has it: `postroom account cram-md5 off {account.Name}` forgets it.");
        }

        if (!context.Settings.Get(PostroomSettings.AuthMechanisms).Contains(CramMd5OffCommand.Mechanism, StringComparer.OrdinalIgnoreCase))
        {
            await context.Out.WriteLineAsync($"{CramMd5OffCommand.Mechanism} is not among {PostroomSettings.AuthMechanisms.Key}: until it is, no client is offered it.");
        }

        return 0;
    }
}

/// <summary>account cram-md5 off.</summary>
internal sealed class CramMd5OffCommand() : AccountCommand("off", "Lets accounts no longer log in by CRAM-MD5, and forgets the password that was kept for it; the account's own stays as it is.")
{
    public const string Mechanism = "CRAM-MD5";

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        foreach (AccountRecord account in Find(context, parsed))
        {
            await context.Store.ChangePasswordsAsync(account, static passwords => passwords.WithRecoverable(null), context.CancellationToken);
            await context.Out.WriteLineAsync($"{account.Name} does not log in by CRAM-MD5.");
        }

        return 0;
    }
}
