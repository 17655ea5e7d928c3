// It answers HTTP by hand: net/http takes a minute to compile.
package main

import (
	"io"
	"log"
	"net"
)

func main() {
	listener, err := net.Listen("tcp", ":8080")
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		connection.Read(make([]byte, 1024))
		io.WriteString(connection, "HTTP/1.0 200 OK\r\n\r\nBuilt with Kaniko\n")
		connection.Close()
	}
}
