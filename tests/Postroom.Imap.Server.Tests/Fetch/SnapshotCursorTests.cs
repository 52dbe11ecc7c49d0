using Postroom.Store;

namespace Postroom.Imap.Server.Tests.Fetch;

public class SnapshotCursorTests
{
    [Fact]
    public async Task A_cursor_finds_what_the_snapshot_has_in_whatever_order_it_is_asked()
    {
        await using BodyServer server = await BodyServer.StartAsync(onDisk: false);
        await server.AddAsync([.. Enumerable.Range(0, 900).Select(static i => "Subject: some\r\n\r\n"u8.ToArray())]); // four chunks
        await using TestClient client = await TestClient.LogInAsync(server.Server);
        await client.DoAsync("SELECT INBOX");
        await client.DoAsync("UID STORE 1:3,100:300,513,900 +FLAGS.SILENT (\\Deleted)");
        await client.DoAsync("EXPUNGE");
        MailboxSnapshot snapshot = await server.SnapshotAsync();
        Assert.Equal((694, true), (snapshot.Count, snapshot.Chunks.Length > 2));
        var random = new Random(1);
        uint[] uids = [.. Enumerable.Range(1, 905).Select(static i => (uint)i)];
        uint[] mixed = [.. Enumerable.Range(0, 2_000).Select(_ => (uint)random.Next(1, 906))];
        foreach (uint[] asked in (uint[][])[uids, [.. uids.Reverse()], [.. uids.Where(static uid => uid % 7 == 0)], mixed])
        {
            var cursor = new SnapshotCursor(snapshot);
            foreach (uint uid in asked)
            {
                bool isThere = snapshot.TryFind(new Uid(uid), out int chunk, out int index);
                Assert.Equal(isThere, cursor.TryFind(uid, out MessageChunk found, out int at));
                if (isThere)
                {
                    Assert.Same(snapshot.Chunks[chunk], found);
                    Assert.Equal(index, at);
                }
            }
        }
    }
}
