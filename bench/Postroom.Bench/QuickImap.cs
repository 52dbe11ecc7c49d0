using System.Globalization;
using System.Net;
using Postroom.Server;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Bench;

/// <summary>The whole server over loopback, with its client in the same process: the client's share of the CPU is in every row.</summary>
internal sealed class QuickImap(string folder)
{
    private const int Messages = 20_000;

    internal async Task RunAsync()
    {
        Console.SetError(TextWriter.Null); // the log of each login; a command that fails ends the run by itself
        Table.Head($"IMAP over loopback, plain ({Messages:N0} messages of 4 KB)");
        await using PostroomHost host = await PostroomHost.StartAsync(
            folder, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=", "Imap:AllowPlaintextAuth=true", "Auth:WeakPasswords=Allow"]);
        AccountRecord account = await host.Store.AddAccountAsync("u", "secret", default);
        await FillAsync(host, account);
        IPEndPoint server = host.Doors.First(static door => !door.IsTls).EndPoints[0];
        using RawClient client = await RawClient.SelectAsync(server, "INBOX");
        await FetchesAsync(client);
        await ChangesAsync(client, server);
        await Table.RateAsync("SEARCH FLAGGED", Messages, "messages/s", () => client.DoAsync("UID SEARCH FLAGGED"), rounds: 3);
        await Table.RateAsync("SEARCH FROM", Messages, "messages/s", () => client.DoAsync("SEARCH FROM writer42"), rounds: 3);
        await Table.RateAsync("SEARCH TEXT", Messages, "messages/s", () => client.DoAsync("SEARCH TEXT \"message 4242\""));
        await client.DoAsync("LOGOUT");
    }

    private static async Task FillAsync(PostroomHost host, AccountRecord account)
    {
        await using MailAccount mail = await host.Store.OpenAsync(account, default);
        await Letters.AddAsync(host.Store.Mail, mail, mail.Mailboxes[0].Id, 0, Messages, 500);
        MailboxId large = await Letters.CreateAsync(mail, "large");
        await using (StagedMessageWriter writer = await host.Store.Mail.StageAsync(null, default))
        {
            byte[] piece = Letters.Of(1);
            for (int i = 0; i < 2_500; i++) // 10 MB
            {
                await writer.WriteAsync(piece, default);
            }

            await using StagedMessage message = await writer.CompleteAsync(default);
            await Letters.DoAsync(mail, new AddMessage(large, message, [], null));
        }
    }

    private static async Task FetchesAsync(RawClient client)
    {
        await FetchAsync("FETCH 1:* FLAGS", "FLAGS");
        await FetchAsync("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)", "(UID FLAGS INTERNALDATE RFC822.SIZE)");
        await FetchAsync("FETCH 1:* (ENVELOPE BODYSTRUCTURE)", "(ENVELOPE BODYSTRUCTURE)");
        await FetchAsync("FETCH 1:* BODY.PEEK[HEADER.FIELDS (From To Subject Date)]", "BODY.PEEK[HEADER.FIELDS (From To Subject Date)]");
        long before = client.Received;
        await FetchAsync("FETCH 1:* BODY.PEEK[]", "BODY.PEEK[]");
        Table.Print("   octets in one round", (client.Received - before) / 3 / 1e6, "MB");
        await Table.RateAsync("FETCH n BODY.PEEK[], one after the other", 2_000, "messages/s", async () =>
        {
            for (int i = 1; i <= 2_000; i++)
            {
                await client.DoAsync(string.Create(CultureInfo.InvariantCulture, $"FETCH {i * 9} BODY.PEEK[]"));
            }
        });
        await client.DoAsync("SELECT large");
        before = client.Received;
        await client.DoAsync("FETCH 1 BODY.PEEK[]");
        int octets = (int)(client.Received - before);
        await Table.RateAsync("FETCH of one message of 10 MB, ten times (each: a MB)", octets / 100_000, "MB/s", async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await client.DoAsync("FETCH 1 BODY.PEEK[]");
            }
        }, rounds: 3);
        foreach (int size in (int[])[64, 256, 1024])
        {
            await Table.RateAsync($"FETCH of {size} KiB of it, BODY.PEEK[]<m.n>, 300 times", 300, "times/s", async () =>
            {
                for (int i = 0; i < 300; i++)
                {
                    await client.DoAsync(string.Create(CultureInfo.InvariantCulture, $"FETCH 1 BODY.PEEK[]<{i * 30_000}.{size << 10}>"));
                }
            }, rounds: 3);
        }

        await client.DoAsync("SELECT INBOX");

        Task FetchAsync(string what, string items) =>
            Table.RateAsync(what, Messages, "messages/s", () => client.DoAsync("FETCH 1:* " + items), rounds: 3);
    }

    private static async Task ChangesAsync(RawClient client, IPEndPoint server)
    {
        await Table.RateAsync("STORE n +FLAGS.SILENT, one after the other", 2_000, "messages/s", async () =>
        {
            for (int i = 1; i <= 2_000; i++)
            {
                await client.DoAsync(string.Create(CultureInfo.InvariantCulture, $"STORE {i * 7} +FLAGS.SILENT (\\Flagged)"));
            }
        });
        await Table.RateAsync("STORE 1:* +FLAGS.SILENT", Messages, "messages/s", () => client.DoAsync("STORE 1:* +FLAGS.SILENT (\\Seen)"));
        await Table.RateAsync("STORE 1:* -FLAGS", Messages, "messages/s", () => client.DoAsync("STORE 1:* -FLAGS (\\Seen)"));
        byte[] letter = Letters.Of(5);
        await Table.RateAsync("APPEND, 1 connection", 500, "messages/s", () => AppendAsync(client, 500));
        RawClient[] clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RawClient.SelectAsync(server, "large")));
        await Table.RateAsync("APPEND, 20 connections", 4_000, "messages/s", () => Task.WhenAll(clients.Select(one => Task.Run(() => AppendAsync(one, 200)))));
        foreach (RawClient one in clients)
        {
            one.Dispose();
        }

        await Table.RateAsync("login, SELECT, LOGOUT", 200, "times/s", async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                using RawClient one = await RawClient.SelectAsync(server, "INBOX");
                await one.DoAsync("LOGOUT");
            }
        });

        async Task AppendAsync(RawClient one, int count)
        {
            for (int i = 0; i < count; i++)
            {
                await one.AppendAsync("large", letter);
            }
        }
    }
}
