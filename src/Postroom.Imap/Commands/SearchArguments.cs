using System.Text;

namespace Postroom.Imap;

/// <summary>SEARCH and UID SEARCH (RFC 9051 §6.4.4, RFC 3501 §6.4.4).</summary>
/// <param name="Keys">All must hold.</param>
/// <param name="Charset">Of the strings, as sent; null is the default (US-ASCII in rev1, UTF-8 in rev2).</param>
/// <param name="ReturnOptions">Null without RETURN; empty for RETURN (), which means ALL.</param>
public sealed record SearchArguments(SearchAnd Keys, string? Charset = null, ValueList<CommandOption>? ReturnOptions = null)
    : IImapArguments<SearchArguments>
{
    // search = "SEARCH" [search-return-opts] SP search-program; search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)
    /// <inheritdoc/>
    public static SearchArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        ValueList<CommandOption>? returns = null;
        if (reader.TryReadWord("RETURN"u8))
        {
            reader.ReadSpace();
            returns = CommandOption.ReadList(ref reader, reader.Syntax.SearchReturnOptions, "SEARCH return option", mayBeEmpty: true);
            reader.ReadSpace();
        }

        string? charset = null;
        if (reader.TryReadWord("CHARSET"u8))
        {
            reader.ReadSpace();
            int start = reader.Position;
            ReadOnlySpan<byte> name = reader.ReadAString("a charset");
            charset = System.Text.Ascii.IsValid(name)
                ? Encoding.ASCII.GetString(name)
                : throw new ImapSyntaxException("Expected the name of a charset", start);
            reader.ReadSpace();
        }

        SearchAnd keys = SearchKeyReader.ReadAll(ref reader);
        reader.ReadEnd();
        return new(keys, charset, returns);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        if (ReturnOptions is { } options)
        {
            writer.WriteRaw(" RETURN "u8);
            CommandOption.WriteList(ref writer, options);
        }

        if (Charset is not null)
        {
            writer.WriteRaw(" CHARSET "u8);
            writer.WriteAString(Encoding.ASCII.GetBytes(Charset));
        }

        writer.WriteSpace();
        Keys.WriteKeys(ref writer);
    }
}
