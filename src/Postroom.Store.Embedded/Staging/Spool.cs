using System.Security.Cryptography;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;

namespace Postroom.Store.Embedded.Staging;

/// <summary>A big message's file: a pack with one record. The record's header is written last, when its length is known.</summary>
internal sealed class Spool : IDisposable
{
    internal const long BodyOffset = PackHeader.Octets + RecordHeader.Octets;

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly IFile _file;
    private readonly PackHeader _header = new PackHeader { Kind = PackKind.Single }.Sealed();
    private long _end = BodyOffset;

    internal Spool(IFileSystem files, string folder)
    {
        _files = files;
        _path = Path.Combine(folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        _file = files.Create(_path);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        _file.Write(_end, bytes);
        _end += bytes.Length;
    }

    /// <summary>Ends the record and puts the file on disk: here and not in the commit, which others wait for.</summary>
    internal void Complete(long length, IReadOnlyList<uint> checksums)
    {
        uint crc = checksums[0];
        if (RecordHeader.TableOctets(RecordType.Blob, length) > 0)
        {
            byte[] table = RecordBatch.TableOf(checksums);
            crc = Checksum.Of(table);
            Append(table);
        }

        Append(stackalloc byte[(int)(-_end & 7)]);
        byte[] start = new byte[BodyOffset];
        _header.ToBytes().CopyTo(start, 0);
        var record = new RecordHeader(RecordType.Blob, 1, length, 0, 0, crc, _header.Crc);
        record.Write(start.AsSpan(PackHeader.Octets), _header.Salt, PackHeader.Octets);
        _file.Write(0, start);
        _file.Sync();
    }

    internal int Read(long offset, Span<byte> destination) => _file.Read(BodyOffset + offset, destination);

    /// <summary>Gives the file a name in an account's packs/ as well, or a copy of it where the file system knows no second names.</summary>
    internal void AddTo(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!_files.TryLink(_path, path))
        {
            using (IFile copy = _files.Create(path + PackNames.Unfinished))
            {
                byte[] buffer = new byte[RecordHeader.BlockOctets];
                for (long at = 0; at < _end; at += buffer.Length)
                {
                    int read = _file.Read(at, buffer);
                    copy.Write(at, buffer.AsSpan(0, read));
                }

                copy.Sync();
            }

            _files.Rename(path + PackNames.Unfinished, path);
        }

        _files.SyncDirectory(folder);
    }

    public void Dispose()
    {
        _file.Dispose();
        _files.Delete(_path);
    }
}
