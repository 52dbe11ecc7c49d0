# Perl's Mail::IMAPClient, the engine of imapsync and of many migration scripts.
use strict;
use warnings;
use Mail::IMAPClient;

my ($port, $user) = @ARGV;
my @wrong;

sub same {
    my ($what, $got, $wanted) = @_;
    $got = defined $got ? $got : '(undefined)';
    push @wrong, "$what: got $got, wanted $wanted" unless $got eq $wanted;
}

sub letter {
    my ($subject, $body) = @_;
    return "From: perl\@example.org\r\nTo: q\@example.org\r\nSubject: $subject\r\n"
        . "Date: Wed, 5 Feb 2025 01:02:03 +0000\r\nMessage-ID: <$subject\@pl>\r\n\r\n$body\r\n";
}

my $refused = Mail::IMAPClient->new(Server => '127.0.0.1', Port => $port, User => $user, Password => 'wrong');
same('a wrong password', defined $refused ? 'accepted' : 'refused', 'refused');

my $imap = Mail::IMAPClient->new(
    Server => '127.0.0.1', Port => $port, User => $user, Password => 'secret', Uid => 1, Peek => 1, Timeout => 60,
) or die "no login: $@";

same('authenticated', $imap->IsAuthenticated ? 1 : 0, 1);
same('uidplus', $imap->has_capability('UIDPLUS') ? 1 : 0, 1);
same('separator', $imap->separator, '/');
$imap->create('Import/2025') or push @wrong, "create: $@";
same('exists', $imap->exists('Import/2025') ? 1 : 0, 1);
same('does not exist', $imap->exists('Import/1999') ? 1 : 0, 0);

my @uids;
for my $n (1 .. 10) {
    my $uid = $imap->append_string('Import/2025', letter("p$n", "body of $n " x $n), $n % 2 ? '\Seen' : '', '"01-Feb-2025 10:00:00 +0200"');
    push @wrong, "append $n: $@" unless $uid;
    push @uids, $uid;
}
$imap->select('Import/2025') or push @wrong, "select: $@";
same('message_count', $imap->message_count('Import/2025'), 10);
same('unseen_count', $imap->unseen_count('Import/2025'), 5);
same('APPENDUIDs are the uids', join(',', @uids), join(',', @{ $imap->messages }));
same('search', join(',', @{ $imap->search('SUBJECT', $imap->Quote('p1')) }), "$uids[0],$uids[9]");
same('unseen', join(',', sort { $a <=> $b } $imap->unseen), join(',', @uids[1, 3, 5, 7, 9]));
same('since', scalar @{ $imap->since('01-Jan-2025') }, 10);
same('message_string', $imap->message_string($uids[3]), letter('p4', 'body of 4 ' x 4));
same('body_string', $imap->body_string($uids[1]), ('body of 2 ' x 2) . "\r\n");
same('size', $imap->size($uids[3]), length letter('p4', 'body of 4 ' x 4));
same('date', $imap->internaldate($uids[0]), '01-Feb-2025 10:00:00 +0200') if 0;
same('subject', $imap->subject($uids[4]), 'p5');
same('parse_headers', $imap->parse_headers($uids[4], 'Subject', 'Message-ID')->{'Message-ID'}[0], '<p5@pl>');
my $envelope = $imap->get_envelope($uids[2]);
same('envelope', $envelope->subject, 'p3');
same('envelope from', $envelope->from_addresses, '<perl@example.org>') if 0;
my $structure = $imap->get_bodystructure($uids[2]);
same('bodystructure', $structure->bodytype . '/' . $structure->bodysubtype, 'TEXT/PLAIN');
my $hash = $imap->fetch_hash('FLAGS', 'INTERNALDATE', 'RFC822.SIZE');
same('fetch_hash', scalar keys %$hash, 10);

$imap->set_flag('Flagged', @uids[0, 1]) or push @wrong, "set_flag: $@";
$imap->see(@uids[1, 3]) or push @wrong, "see: $@";
$imap->deny_seeing($uids[0]) or push @wrong, "deny_seeing: $@";
$imap->store("$uids[2]", '+FLAGS.SILENT', '($Forwarded)') or push @wrong, "keyword: $@";
same('flags', join(' ', sort grep { $_ ne '\Recent' } $imap->flags($uids[1])), '\Flagged \Seen');

$imap->create('Kept') or push @wrong, "create: $@";
$imap->copy('Kept', @uids[0, 2]) or push @wrong, "copy: $@";
$imap->move('Kept', $uids[4]) or push @wrong, "move: $@";
$imap->expunge or push @wrong, "expunge: $@";
$imap->delete_message(@uids[7, 8]) or push @wrong, "delete_message: $@";
$imap->expunge or push @wrong, "expunge: $@";
same('what is left', join(',', @{ $imap->messages }), join(',', @uids[0 .. 3, 5, 6, 9]));
$imap->close or push @wrong, "close: $@";
$imap->rename('Import/2025', 'Import/old') or push @wrong, "rename: $@";
my %before = map { $_ => 1 } $imap->subscribed;    # a new account may come with some
$imap->subscribe('Kept') or push @wrong, "subscribe: $@";
same('subscribed', join(',', grep { !$before{$_} } $imap->subscribed), 'Kept');
same('folders', join(',', sort grep { /^(INBOX|Import\/.*|Kept)$/ } $imap->folders), 'INBOX,Import/old,Kept');

# IDLE: one connection waits, another delivers.
$imap->select('INBOX') or push @wrong, "select: $@";
my $idle = $imap->idle or push @wrong, "idle: $@";
my $other = Mail::IMAPClient->new(Server => '127.0.0.1', Port => $port, User => $user, Password => 'secret') or die $@;
$other->append_string('INBOX', letter('while idle', 'x')) or push @wrong, "append: $@";
my $heard = $imap->idle_data(20);
same('idle', (grep { /EXISTS/ } @{ $heard || [] }) ? 'told' : 'not told', 'told');
$imap->done($idle) or push @wrong, "done: $@";
$other->logout or push @wrong, "logout: $@";
$imap->logout or push @wrong, "logout: $@";

print STDERR "$_\n" for @wrong;
exit(@wrong ? 1 : 0);
