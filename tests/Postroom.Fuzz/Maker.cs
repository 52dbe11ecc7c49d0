using System.Text;

namespace Postroom.Fuzz;

/// <summary>Chance in the hands of a grammar: it makes texts, of which one char is one octet.</summary>
internal sealed class Maker(Random random)
{
    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>0 up to, without, <paramref name="below"/>.</summary>
    public int Below(int below) => random.Next(below);

    public bool OneIn(int chances) => random.Next(chances) == 0;

    public string Pick(params ReadOnlySpan<string> words) => words[random.Next(words.Length)];

    /// <summary>One of the ways to go on.</summary>
    public string Pick(params ReadOnlySpan<Func<string>> ways) => ways[random.Next(ways.Length)]();

    /// <summary>None up to so many.</summary>
    public string Many(int atMost, Func<string> make, string between = "") => Times(random.Next(atMost + 1), make, between);

    /// <summary>One up to so many.</summary>
    public string Some(int atMost, Func<string> make, string between = "") => Times(random.Next(1, atMost + 1), make, between);

    public string Maybe(Func<string> make) => random.Next(2) == 0 ? make() : "";

    /// <summary>Keywords have no case.</summary>
    public string AnyCase(string text) => random.Next(4) switch
    {
        0 => string.Create(text.Length, text, static (to, from) => from.AsSpan().ToLowerInvariant(to)),
        _ => text,
    };

    public byte[] Random(int octets)
    {
        byte[] made = new byte[octets];
        random.NextBytes(made);
        return made;
    }

    /// <summary>Octets of any kind as text.</summary>
    public string AnyOctets(int atMost) => Encoding.Latin1.GetString(Random(random.Next(atMost + 1)));

    private static string Times(int count, Func<string> make, string between) =>
        string.Join(between, Enumerable.Range(0, count).Select(_ => make()).ToArray());
}
