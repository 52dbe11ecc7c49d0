using System.Text.RegularExpressions;

namespace Postroom.Imap.Tests;

/// <summary>The seeds of Corpus/seeds.txt: read, written back, cut anywhere and mutated (fixed seed: same run every time).</summary>
public class SeedTests
{
    public static TheoryData<string> Seeds()
    {
        using var reader = new StreamReader(typeof(SeedTests).Assembly.GetManifestResourceStream("seeds.txt")!);
        var data = new TheoryData<string>();
        while (reader.ReadLine() is { } line)
        {
            data.Add(line);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Is_the_same_after_writing_and_reading_again(string seed)
    {
        (string kind, string text) = Unescape(seed);
        string written = Parse(kind, text);
        Assert.Equal(written, Parse(kind, written));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Cut_anywhere_or_mutated_it_is_read_or_refused_and_nothing_else(string seed)
    {
        (string kind, string text) = Unescape(seed);
        for (int length = 0; length < text.Length; length++)
        {
            ReadOrRefuse(kind, text[..length]);
        }

        var random = new Random(9051);
        for (int round = 0; round < 2500; round++)
        {
            char[] octets = text.ToCharArray();
            for (int change = random.Next(1, 4); change > 0 && octets.Length > 1; change--)
            {
                int at = random.Next(octets.Length);
                switch (random.Next(4))
                {
                    case 0:
                        octets[at] = (char)random.Next(256);
                        break;
                    case 1:
                        octets[at] = " ()[]{}\"\\*%,:.<>~+0189\r\n"[random.Next(24)];
                        break;
                    case 2:
                        octets = [.. octets[..at], .. octets[(at + 1)..]];
                        break;
                    default:
                        int end = random.Next(at, octets.Length);
                        octets = [.. octets[..end], .. octets[at..]];
                        break;
                }
            }

            ReadOrRefuse(kind, new string(octets));
        }
    }

    private static void ReadOrRefuse(string kind, string text)
    {
        string written;
        try
        {
            written = Parse(kind, text);
        }
        catch (ImapSyntaxException refused)
        {
            Assert.InRange(refused.Position, 0, text.Length);
            Assert.True(System.Text.Ascii.IsValid(refused.Message), refused.Message);
            return;
        }

        Assert.Equal(written, Parse(kind, written)); // what is accepted is understood: it has a written form that means the same
    }

    private static string Parse(string kind, string text)
    {
        if (kind != "S")
        {
            return CommandTests.RoundTrip(kind, text);
        }

        ServerResponse response = Wire.Response(text);
        string written = Wire.Write(response.Write);
        Assert.Equal(response, Wire.Response(written));
        return written;
    }

    private static (string Kind, string Text) Unescape(string seed)
    {
        string text = Regex.Replace(seed, @"\\(r|n|x[0-9a-f]{2})", static match => match.Value[1] switch
        {
            'r' => "\r",
            'n' => "\n",
            _ => ((char)Convert.ToInt32(match.Value[2..], 16)).ToString(),
        });
        if (text.StartsWith("S ", StringComparison.Ordinal))
        {
            return ("S", text[2..]);
        }

        int space = text.IndexOf(' ', 2);
        return (text[2..space], text[space..]);
    }
}
