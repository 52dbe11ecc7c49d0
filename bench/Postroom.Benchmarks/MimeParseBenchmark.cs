using System.Text;
using BenchmarkDotNet.Attributes;
using Postroom.Mime;

namespace Postroom.Benchmarks;

/// <summary>Structure parse of a mailbox of messages, and of one large one. Megabytes per second are the printed total over the mean time.</summary>
/// <remarks>POSTROOM_CORPUS names a folder with one message a file; without it the mail is made up.</remarks>
[MemoryDiagnoser]
public class MimeParseBenchmark
{
    private readonly MimeParser _parser = new();
    private byte[][] _messages = [];
    private byte[] _large = [];

    [GlobalSetup]
    public void Load()
    {
        string? folder = Environment.GetEnvironmentVariable("POSTROOM_CORPUS");
        _messages = folder is null
            ? [.. Enumerable.Range(1, 500).Select(Make)]
            : [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes)];
        string line = new string('Q', 76) + "\r\n";
        string part = "--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + string.Concat(Enumerable.Repeat(line, 50_000_000 / line.Length));
        _large = Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part + "--b--\r\n");
        Console.WriteLine($"// {_messages.Length} messages, {_messages.Sum(m => (long)m.Length)} octets; one of {_large.Length} octets");
    }

    [Benchmark]
    public int EveryMessage()
    {
        int parts = 0;
        foreach (byte[] message in _messages)
        {
            _parser.Append(message);
            parts += _parser.Complete().Root.Children.Count;
        }
        return parts;
    }

    [Benchmark]
    public long OneLargeMessage()
    {
        _parser.Append(_large);
        return _parser.Complete().Root.Children[0].DecodedSize;
    }

    private static byte[] Make(int number)
    {
        string text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, again and again and again.\r\n", 10 + (number % 50)));
        string received = string.Concat(Enumerable.Repeat("Received: from mx.example.net (mx.example.net [192.0.2.1])\r\n\tby mail.example.com; Thu, 1 Jan 2026 00:00:00 +0000\r\n", 5));
        string header = received + $"From: A <a@example.com>\r\nTo: B <b@example.com>\r\nSubject: number {number}\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\nMIME-Version: 1.0\r\n";
        string message = number % 2 == 0
            ? header + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text
            : header + $"Content-Type: multipart/alternative; boundary=\"n{number}\"\r\n\r\n--n{number}\r\nContent-Type: text/plain\r\n\r\n{text}--n{number}\r\n"
                + $"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=\r\n{text}</p>\r\n--n{number}--\r\n";
        return Encoding.ASCII.GetBytes(message);
    }
}
