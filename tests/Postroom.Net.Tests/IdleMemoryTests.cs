using System.Net.Sockets;

namespace Postroom.Net.Tests;

/// <summary>What is measured here is the process's, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class IdleMemoryTests
{
    /// <summary>The aim is 8 KiB of all memory; managed memory is the part that a test can hold. Both ends are in this process.</summary>
    [Fact]
    public async Task Two_thousand_idle_connections_hold_little()
    {
        const int Rounds = 7, OfRound = 300, Count = Rounds * OfRound;
        var options = new TcpListenerOptions { Limiter = new ConnectionLimiter(Count, Count) };
        await using var door = new Door(Door.EchoLinesAsync, options);
        var clients = new List<Socket>(Count);
        var each = new List<long>(Rounds);
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                long before = GC.GetTotalMemory(forceFullCollection: true);
                for (int index = 0; index < OfRound; index++)
                {
                    Socket client = await door.ConnectAsync();
                    clients.Add(client);
                    client.Send("a NOOP\r\n"u8); // each has been in use
                    byte[] answer = new byte[8];
                    int got = 0;
                    while (got < 8)
                        got += client.Receive(answer, got, 8 - got, SocketFlags.None);
                }

                each.Add((GC.GetTotalMemory(forceFullCollection: true) - before) / OfRound);
            }

            // The median: what other tests left in the framework's pools goes in some round, and in another the last of its clients' answers
            // are still being put away when it is measured.
            each.Sort();
            Assert.InRange(each[Rounds / 2], 1, 6 << 10); // 3 to 5
        }
        finally
        {
            foreach (Socket client in clients)
                client.Dispose();
        }
    }

    [Fact]
    public async Task A_command_and_its_answer_allocate_little()
    {
        await using var door = new Door(Door.EchoLinesAsync);
        using Socket client = await door.ConnectAsync();
        byte[] line = "a0001 NOOP\r\n"u8.ToArray(), answer = new byte[line.Length];
        Round(client, line, answer, 2000); // warm
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Round(client, line, answer, 2000);
        long each = (GC.GetTotalAllocatedBytes(precise: true) - before) / 2000;
        Assert.InRange(each, 0, 1024); // the frame, the segment, and the reads' state machines
    }

    private static void Round(Socket client, byte[] line, byte[] answer, int count)
    {
        for (int index = 0; index < count; index++)
        {
            client.Send(line);
            for (int got = 0; got < answer.Length;)
                got += client.Receive(answer, got, answer.Length - got, SocketFlags.None);
        }
    }
}
