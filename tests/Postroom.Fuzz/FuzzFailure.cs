using System.Globalization;
using System.Text;

namespace Postroom.Fuzz;

/// <summary>An input that broke something, made as short as was quick to do.</summary>
/// <param name="Target">Whom.</param>
/// <param name="Origin">The seed or the file that it came from.</param>
/// <param name="Input">The input as it was found.</param>
/// <param name="Shortest">What still breaks it.</param>
/// <param name="Fault">How.</param>
internal sealed record FuzzFailure(string Target, string Origin, FuzzInput Input, byte[] Shortest, Exception Fault)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Target}: {Origin} ({(Input.IsValid ? "valid" : "broken")}, {Input.Octets.Length} octets) broke something.\n");
        text.Append(CultureInfo.InvariantCulture, $"The input: {Escaped.Of(Input.Octets)}\n");
        if (Shortest.Length < Input.Octets.Length)
            text.Append(CultureInfo.InvariantCulture, $"Enough of it: {Escaped.Of(Shortest)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Repeat it: bench/fuzz {Target} --seed {Input.Seed}, or put it into a file: bench/fuzz {Target} --input FILE; then keep it under tests/Postroom.Fuzz/Corpus/{Target}/.\n");
        return text.Append(Fault).ToString();
    }
}
