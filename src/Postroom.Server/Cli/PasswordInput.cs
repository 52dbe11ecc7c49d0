using System.Text;

namespace Postroom.Server;

/// <summary>Reads one password: asked for without echo at a terminal, else the first line of standard input.</summary>
internal static class PasswordInput
{
    /// <exception cref="ConfigurationException">None came, or the two entries differ.</exception>
    public static string Read()
    {
        string? password = Console.IsInputRedirected ? Console.In.ReadLine() : AskTwice();
        return password is { Length: > 0 }
            ? password
            : throw new ConfigurationException("No password came: type one when asked, or pipe it in on standard input, one line.");
    }

    private static string AskTwice()
    {
        string first = Ask("Password: ");
        return Ask("Again: ") == first ? first : throw new ConfigurationException("The two passwords differ; nothing was changed.");
    }

    private static string Ask(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.Error.WriteLine();
                return typed.ToString();
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }
    }
}
