using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postroom.Mime;

/// <summary>The ISO 8859 tables that .NET lacks: 10 (Nordic), 14 (Celtic), 16 (Romanian). For decoding.</summary>
internal sealed class SingleByteEncoding : Encoding
{
    // 0xA0 to 0xFF of each.
    private static readonly SingleByteEncoding Nordic = new(
        "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ");

    private static readonly SingleByteEncoding Celtic = new(
        "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ");

    private static readonly SingleByteEncoding Romanian = new(
        "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ");

    private readonly string _upper;

    private SingleByteEncoding(string upper) => _upper = upper;

    public static bool TryFind(string name, [NotNullWhen(true)] out SingleByteEncoding? encoding)
    {
        encoding = name.ToLowerInvariant() switch
        {
            "iso-8859-10" or "iso8859-10" or "iso_8859-10" => Nordic,
            "iso-8859-14" or "iso8859-14" or "iso_8859-14" => Celtic,
            "iso-8859-16" or "iso8859-16" or "iso_8859-16" => Romanian,
            _ => null,
        };
        return encoding is not null;
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (int i = 0; i < byteCount; i++)
        {
            byte octet = bytes[byteIndex + i];
            chars[charIndex + i] = octet < 0xA0 ? (char)octet : _upper[octet - 0xA0];
        }
        return byteCount;
    }

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();
}
